import { choiceLabel } from './choice-label.ts'
import { innerMachines, type Machine, type State } from './definition.ts'
import { layOut } from './layout.ts'
import { endId, type Graph, type GraphEdge, type GraphNode, type Part, type Point, startId } from './picture.ts'

/** Draws a definition. Every state has a place, also one that nothing leads to; an edge to a state that is not there is left out. */
export function graph(definition: Machine): Graph {
  const { nodes, edges, width, height } = draw(definition, undefined)
  return { nodes, edges, width, height }
}

const header = 30
const padding = 14
const gap = 18

function draw(machine: Machine, parent: string | undefined): Part {
  const inner = new Map<string, Part>()
  for (const [name, state] of Object.entries(machine.States)) {
    const machines = innerMachines(state)
    if (machines.length > 0) inner.set(name, sideBySide(machines.map((part) => draw(part, name))))
  }
  const boxes: GraphNode[] = Object.entries(machine.States).map(([name, state]) => {
    const does = taskName(state)
    const part = inner.get(name)
    const ownWidth = Math.min(280, Math.max(152, 52 + textWidth(name) + textWidth(does || state.Type) * 0.85))
    const width = part ? Math.max(part.width + 2 * padding, ownWidth) : ownWidth
    const height = part ? part.height + header + padding : 38
    return { id: name, type: state.Type, does, parent, x: 0, y: 0, width: Math.round(width), height }
  })
  const edges = Object.entries(machine.States).flatMap(([name, state]) => edgesOf(name, state))
  if (parent === undefined) {
    boxes.push({ id: startId, type: 'Start', does: '', parent, x: 0, y: 0, width: 14, height: 14 })
    boxes.push({ id: endId, type: 'End', does: '', parent, x: 0, y: 0, width: 14, height: 14 })
    edges.unshift({ from: startId, to: machine.StartAt, kind: 'next', label: '' })
    edges.push(...ends(machine))
  }
  const placed = layOut(boxes, edges)
  for (const node of [...placed.nodes]) {
    const part = inner.get(node.id)
    if (!part) continue
    const moved = move(part, node.x + (node.width - part.width) / 2, node.y + header)
    placed.nodes.push(...moved.nodes)
    placed.edges.push(...moved.edges)
  }
  return placed
}

function sideBySide(parts: Part[]): Part {
  const whole: Part = { nodes: [], edges: [], width: 0, height: 0 }
  for (const part of parts) {
    const left = whole.width + (whole.width > 0 ? gap : 0)
    const moved = move(part, left, 0)
    whole.nodes.push(...moved.nodes)
    whole.edges.push(...moved.edges)
    whole.width = left + part.width
    whole.height = Math.max(whole.height, part.height)
  }
  return whole
}

function move({ nodes, edges, width, height }: Part, dx: number, dy: number): Part {
  const shift = ({ x, y }: Point) => ({ x: x + dx, y: y + dy })
  return {
    nodes: nodes.map((node) => ({ ...node, ...shift(node) })),
    edges: edges.map((edge) => ({
      ...edge,
      points: edge.points.map(shift),
      labelAt: edge.labelAt && shift(edge.labelAt),
    })),
    width,
    height,
  }
}

type Arrow = Pick<GraphEdge, 'from' | 'to' | 'kind' | 'label'>

function edgesOf(from: string, state: State): Arrow[] {
  const arrows: Arrow[] = []
  if (state.Next !== undefined && state.Type !== 'Choice')
    arrows.push({ from, to: state.Next, kind: 'next', label: '' })
  for (const rule of state.Type === 'Choice' ? (state.Choices ?? []) : [])
    if (rule.Next !== undefined) arrows.push({ from, to: rule.Next, kind: 'choice', label: choiceLabel(rule) })
  if (state.Default !== undefined) arrows.push({ from, to: state.Default, kind: 'choice', label: 'otherwise' })
  for (const { ErrorEquals, Next } of state.Catch ?? [])
    arrows.push({ from, to: Next, kind: 'catch', label: ErrorEquals.join(', ').replaceAll('States.ALL', 'any error') })
  return arrows
}

/** States that end the machine. A Fail state ends it too, but not where a reader looks for the result. */
function ends({ States }: Machine): Arrow[] {
  return Object.entries(States)
    .filter(([, state]) => state.End === true || state.Type === 'Succeed' || state.Type === 'Fail')
    .map(([from]) => ({ from, to: endId, kind: 'next', label: '' }))
}

/** `Lambda`, `sqs:sendMessage`, `states:startExecution`: what a Task calls, without what all Tasks have in common. */
export function taskName(state: State): string {
  if (state.Type === 'Map') return isDistributed(state) ? 'distributed' : ''
  if (state.Type !== 'Task') return ''
  const resource = state.Resource ?? ''
  if (/:lambda:.*:function:|:::lambda:invoke/.test(resource)) return 'Lambda'
  if (/:activity:/.test(resource)) return 'activity'
  return resource.match(/:::(?:aws-sdk:)?([^.]+)/)?.[1] ?? ''
}

function isDistributed(state: State): boolean {
  const config = state.ItemProcessor?.ProcessorConfig
  return typeof config === 'object' && config !== null && 'Mode' in config && config.Mode === 'DISTRIBUTED'
}

/** About how wide a text is at 13 px, without a browser to ask. */
function textWidth(text: string): number {
  return text.length * 7
}
