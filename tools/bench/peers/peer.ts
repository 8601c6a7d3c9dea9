/** An AWS on this machine with the service deployed on it. */
export type Peer = {
  name: string
  /** Of the one AWS endpoint. */
  url: string
  /** The process whose tree is measured and killed. */
  pid: number
  /** Milliseconds until the endpoint answered, and until the service's own state machine was there. */
  startMs: { endpoint: number; service: number }
  stop(): Promise<void>
}

/** How to start one, again and again on the same data. */
export type PeerStarter = {
  /** @param folder what it keeps is kept here */
  start(folder: string): Promise<Peer>
}

export const aws = ({ url }: Pick<Peer, 'url'>) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  forcePathStyle: true,
})
