import { branchesOf, type Flow, type Guard, type Step } from './flow.js'

const SHAPES: Readonly<Record<Step['type'], readonly [string, string]>> = {
  question: ['(', ')'],
  message: ['[/', '/]'],
  action: ['[[', ']]'],
  end: ['([', '])'],
}

/** The Mermaid drawing of a flow, with the given names for its steps; the same for the same flow, so that files can be compared. */
export function drawFlow(flow: Flow, nameOf: (step: string) => string): string {
  const lines = [`flowchart TD`, `  begin((${flow.id})) --> ${flow.start}`]
  for (const [id, step] of Object.entries(flow.steps)) {
    const [open, close] = SHAPES[step.type]
    lines.push(`  ${id}${open}"${step.type === 'action' ? step.run : nameOf(id)}"${close}`)
    for (const { to, when } of branchesOf(step)) lines.push(`  ${id} -->${when ? `|"${guardText(when)}"|` : ''} ${to}`)
    if (step.type === 'end' && step.continueWith) lines.push(`  ${id} -.-> ${step.continueWith}Flow[["${step.continueWith}"]]`)
  }
  return `${lines.join('\n')}\n`
}

function guardText(guard: Guard): string {
  return Object.entries(guard)
    .map(
      ([name, wanted]) =>
        `${name} ${
          typeof wanted === 'object' && wanted !== null
            ? Object.entries(wanted)
                .map(([operator, value]) => `${operator.slice(1)} ${value}`)
                .join(' ')
            : `= ${wanted}`
        }`,
    )
    .join(', ')
}
