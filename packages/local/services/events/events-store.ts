import type { EpochMs } from '../../clock/clock.ts'
import { SqliteFile } from '../sqlite-file.ts'
import type { AwsEvent } from './aws-event.ts'
import type { Rule, Target } from './rule.ts'

/** An event on its way to one target. */
export type Delivery = {
  id: string
  event: AwsEvent
  /** The rule as it was when the event came. */
  rule: Pick<Rule, 'name' | 'arn'>
  target: Target
  /** Attempts so far. */
  attempts: number
  acceptedAt: EpochMs
  dueAt: EpochMs
}

/** A rule with what the template said when it last changed it, to tell a changed template from an unchanged one. */
export type StoredRule = Rule & { template?: string | undefined }

const schema = `
  CREATE TABLE IF NOT EXISTS rules (bus TEXT NOT NULL, name TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (bus, name));
  CREATE TABLE IF NOT EXISTS deliveries (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, facts TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS accepted (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
`

/** Rules, and events that are accepted but not delivered yet, in SQLite. */
export class EventsStore {
  readonly #file: SqliteFile

  constructor(dataDir: string) {
    this.#file = new SqliteFile(dataDir, 'events.sqlite', schema)
  }

  transaction<T>(work: () => T): T {
    return this.#file.transaction(work)
  }

  rules(bus?: string): StoredRule[] {
    return this.#file
      .sql('SELECT facts FROM rules WHERE bus = coalesce(?, bus) ORDER BY name')
      .all(bus ?? null)
      .map(({ facts }) => JSON.parse(String(facts)) as StoredRule)
  }

  rule(bus: string, name: string): StoredRule | undefined {
    const row = this.#file.sql('SELECT facts FROM rules WHERE bus = ? AND name = ?').get(bus, name)
    return row && (JSON.parse(String(row.facts)) as StoredRule)
  }

  putRule(rule: StoredRule): void {
    this.#file
      .sql('INSERT OR REPLACE INTO rules (bus, name, facts) VALUES (?, ?, ?)')
      .run(rule.bus, rule.name, JSON.stringify(rule))
  }

  deleteRule(bus: string, name: string): void {
    this.#file.sql('DELETE FROM rules WHERE bus = ? AND name = ?').run(bus, name)
  }

  /** Remembers that an event was taken. False when it was already. */
  accept(id: string, at: EpochMs): boolean {
    return this.#file.sql('INSERT OR IGNORE INTO accepted (id, at) VALUES (?, ?)').run(id, at).changes === 1
  }

  /** Forgets events that nobody will send again. */
  forgetAccepted(before: EpochMs): void {
    this.#file.sql('DELETE FROM accepted WHERE at < ?').run(before)
  }

  /** In the order in which they were accepted. */
  deliveries(): Delivery[] {
    return this.#file
      .sql('SELECT facts FROM deliveries ORDER BY position')
      .all()
      .map(({ facts }) => JSON.parse(String(facts)) as Delivery)
  }

  putDelivery(delivery: Delivery): void {
    this.#file
      .sql('INSERT INTO deliveries (id, facts) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET facts = excluded.facts')
      .run(delivery.id, JSON.stringify(delivery))
  }

  deleteDelivery(id: string): void {
    this.#file.sql('DELETE FROM deliveries WHERE id = ?').run(id)
  }

  close(): void {
    this.#file.close()
  }
}
