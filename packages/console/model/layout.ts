import { Graph as DagreGraph, layout } from '@dagrejs/dagre'
import type { GraphEdge, GraphNode, Part } from './picture.ts'

/**
 * Finds a place for boxes and the arrows between them, from top to bottom, by dagre. Arrows to boxes that are not there are left out.
 * @see https://github.com/dagrejs/dagre/wiki
 */
export function layOut(boxes: GraphNode[], arrows: Pick<GraphEdge, 'from' | 'to' | 'kind' | 'label'>[]): Part {
  if (boxes.length === 0) return { nodes: [], edges: [], width: 0, height: 0 }
  const dagre = new DagreGraph({ multigraph: true })
  dagre.setGraph({ rankdir: 'TB', nodesep: 28, edgesep: 14, ranksep: 22, marginx: 2, marginy: 2 })
  for (const { id, width, height } of boxes) dagre.setNode(id, { width, height })
  const drawn = arrows.filter(({ from, to }) => dagre.hasNode(from) && dagre.hasNode(to))
  drawn.forEach(({ from, to, kind, label }, index) => {
    const size = label ? { width: Math.min(24, label.length) * 6 + 8, height: 14, labelpos: 'c' as const } : {}
    // The way that a machine goes when nothing fails is the one that should be straight.
    dagre.setEdge(from, to, { weight: kind === 'catch' ? 1 : 4, minlen: 1, ...size }, String(index))
  })
  layout(dagre)

  const nodes = boxes.map((box) => {
    const { x = 0, y = 0 } = dagre.node(box.id) as { x?: number; y?: number }
    return { ...box, x: x - box.width / 2, y: y - box.height / 2 }
  })
  const edges = drawn.map((arrow, index) => {
    const { points = [], x, y } = dagre.edge(arrow.from, arrow.to, String(index)) as Partial<PlacedEdge>
    const labelAt = arrow.label && x !== undefined && y !== undefined ? { x, y } : undefined
    return { ...arrow, points: points.map((point) => ({ x: point.x, y: point.y })), labelAt }
  })
  const { width = 0, height = 0 } = dagre.graph() as { width?: number; height?: number }
  return { nodes, edges, width, height }
}

type PlacedEdge = { points: { x: number; y: number }[]; x: number; y: number }
