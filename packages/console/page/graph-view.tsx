import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { GraphEdge, GraphNode, Point } from '../index.ts'
import { duration } from '../model/duration.ts'
import { edgeId, type NodeProgress } from '../model/node-progress.ts'
import { nodes, picture, selectedName, taken } from './execution-store.ts'
import { query, select } from './location.ts'
import { tone } from './pill.tsx'

/** The machine as a picture, coloured by how the execution went. */
export function GraphView() {
  const box = useRef<HTMLDivElement>(null)
  const width = useSignal(600)
  useLayoutEffect(() => {
    if (!box.current) return
    const observer = new ResizeObserver(([entry]) => {
      width.value = entry?.contentRect.width ?? 600
    })
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  const graph = picture.value
  const zoom =
    Number(query.value.get('zoom')) || (graph ? Math.min(1.15, Math.max(0.7, (width.value - 24) / graph.width)) : 1)
  useLayoutEffect(() => {
    const named = graph?.nodes.find(({ id }) => id === selectedName.value)
    const node = named ?? graph?.nodes.find(({ type }) => type === 'Start')
    const element = box.current
    if (!node || !element) return
    const top = node.y * zoom
    if (top < element.scrollTop || top + node.height * zoom > element.scrollTop + element.clientHeight)
      element.scrollTop = top - element.clientHeight / 2
    const left = (node.x + node.width / 2) * zoom
    element.scrollLeft = left - element.clientWidth / 2
  }, [graph, selectedName.value])
  const containers = graph?.nodes.filter(({ id }) => graph.nodes.some(({ parent }) => parent === id)) ?? []
  const leaves = graph?.nodes.filter((node) => !containers.includes(node)) ?? []
  const zoomBy = (factor: number) => select({ zoom: Math.min(3, Math.max(0.2, zoom * factor)).toFixed(2) })
  return (
    <div class="graph">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard */}
      <section class="canvas" ref={box} aria-label="Graph" tabIndex={0}>
        {graph && (
          <svg
            width={(graph.width + 10) * zoom}
            height={(graph.height + 10) * zoom}
            viewBox={`-5 -5 ${graph.width + 10} ${graph.height + 10}`}
            aria-label="States and the ways between them"
          >
            {containers.map((node) => (
              <State key={node.id} node={node} at={nodes.value.get(node.id)} container />
            ))}
            {[...graph.edges]
              .sort((one, other) => Number(isTaken(one)) - Number(isTaken(other)))
              .map((edge, index) => (
                <Edge key={index} edge={edge} />
              ))}
            {leaves.map((node) => (
              <State key={node.id} node={node} at={nodes.value.get(node.id)} />
            ))}
            {graph.edges.map((edge, index) => (
              <EdgeLabel key={index} edge={edge} />
            ))}
          </svg>
        )}
      </section>
      <div class="zoom">
        <button type="button" aria-label="Smaller" onClick={() => zoomBy(0.8)}>
          −
        </button>
        <button type="button" onClick={() => select({ zoom: undefined })}>
          Fit
        </button>
        <button type="button" aria-label="Larger" onClick={() => zoomBy(1.25)}>
          +
        </button>
      </div>
    </div>
  )
}

const isTaken = ({ from, to }: GraphEdge): boolean => taken.value.has(edgeId(from, to))

function Edge({ edge }: { edge: GraphEdge }) {
  const { points, kind } = edge
  const tip = points.at(-1)
  const way = isTaken(edge) ? 'taken' : ''
  return (
    <g class={`edge ${kind} ${way}`}>
      <path d={curve(points)} />
      {tip && (
        <path class="tip" d={`M${tip.x - 3.5} ${tip.y - 6}L${tip.x} ${tip.y - 0.5}L${tip.x + 3.5} ${tip.y - 6}`} />
      )}
    </g>
  )
}

const labelLength = 24

function EdgeLabel({ edge }: { edge: GraphEdge }) {
  const { label, labelAt } = edge
  if (!label || !labelAt) return null
  const shown = label.length > labelLength ? `${label.slice(0, labelLength - 1)}…` : label
  const width = shown.length * 5.9 + 8
  return (
    <g class={`label ${isTaken(edge) ? 'taken' : ''}`}>
      <title>{label}</title>
      <rect x={labelAt.x - width / 2} y={labelAt.y - 8} width={width} height={16} rx={3} />
      <text x={labelAt.x} y={labelAt.y + 3.5} text-anchor="middle">
        {shown}
      </text>
    </g>
  )
}

/** A way through points whose corners are rounded. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  const parts = rest.map((point, index) => {
    const next = rest[index + 1]
    if (!next) return `L${point.x} ${point.y}`
    return `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`
  })
  return `M${first.x} ${first.y}${parts.join('')}`
}

type StateProps = { node: GraphNode; at: NodeProgress | undefined; container?: boolean }

function State({ node, at, container = false }: StateProps) {
  const { id, x, y, width, height, type } = node
  if (type === 'Start' || type === 'End') {
    const reached = [...taken.value].some((edge) => edge.includes(id))
    return (
      <circle
        class={`dot ${type.toLowerCase()} ${reached ? 'reached' : ''}`}
        cx={x + width / 2}
        cy={y + height / 2}
        r={6}
      />
    )
  }
  const selected = id === selectedName.value
  const status = at ? tone(at.status) : 'skip'
  const times = at && at.visits.length > 1 ? `${at.visits.length} times` : duration(at?.durationMs ?? 0)
  const facts = at ? [times, at.attempts > 1 && `×${at.attempts}`] : []
  const right = at ? facts.filter(Boolean).join(' · ') : node.does || (type === 'Task' ? '' : type)
  const room = Math.floor((width - 30 - right.length * 6) / 7.2)
  const name = id.length > room ? `${id.slice(0, Math.max(3, room - 1))}…` : id
  const pick = () => select({ state: id, visit: undefined, attempt: undefined, event: undefined })
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      class={`state ${status} ${selected ? 'selected' : ''} ${container ? 'container' : ''}`}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      onClick={pick}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') pick()
      }}
    >
      <title>{`${id}, ${[type, node.does].filter(Boolean).join(' ')}, ${at ? at.status.toLowerCase() : 'not entered'}`}</title>
      {selected && <rect class="halo" x={x - 3} y={y - 3} width={width + 6} height={height + 6} rx={10} />}
      <rect class="box" x={x} y={y} width={width} height={height} rx={7} />
      <text x={x + 13} y={y + (container ? 20 : height / 2 + 4.5)}>
        {name}
      </text>
      <text class="fact" x={x + width - 12} y={y + (container ? 20 : height / 2 + 4)} text-anchor="end">
        {right}
      </text>
    </g>
  )
}
