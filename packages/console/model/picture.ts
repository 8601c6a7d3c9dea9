export type Point = { x: number; y: number }

/** A state, or the dot where the machine starts or ends. Positions are in pixels, of its upper left corner, in the whole picture. */
export type GraphNode = {
  /** The state's name; `start` and `end` are told apart by `type`. */
  id: string
  type: 'Start' | 'End' | (string & {})
  /** What the state does, in a word or two: `Lambda`, `sqs:sendMessage`; empty where the type says it. */
  does: string
  /** The Map or Parallel state that it is inside of. */
  parent: string | undefined
  x: number
  y: number
  width: number
  height: number
}

export type GraphEdge = {
  from: string
  to: string
  kind: 'next' | 'choice' | 'catch'
  /** When it is taken: the condition of a choice, the errors of a catcher. */
  label: string
  points: Point[]
  labelAt: Point | undefined
}

/** A definition as a picture: every state once, Parallel and Map states around what is inside them. */
export type Graph = { nodes: GraphNode[]; edges: GraphEdge[]; width: number; height: number }

/** Ids of the two dots: they begin with a character that no state's name has. */
export const startId = '\u0000start'
export const endId = '\u0000end'

/** A picture on its way: of a branch, before it has found its place in the whole. */
export type Part = Graph
