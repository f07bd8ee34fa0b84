import { describe, expect, it } from 'vitest'
import { compileYaml, readYamlFile, useCompiledYaml } from '../../src/reading/yaml-file.js'

describe('a YAML file', () => {
  it('is read anew once it says something else, and only then', () => {
    const first = readYamlFile('a.yaml', 'a: 1')
    expect(readYamlFile('a.yaml', 'a: 1')).toBe(first)
    expect(readYamlFile('a.yaml', 'a: 2').value).toEqual({ a: 2 })
    expect(readYamlFile('b.yaml', 'a: 1').value).toEqual({ a: 1 })
  })

  it('knows in which line something stands, or would', () => {
    const { lineOf } = readYamlFile('lines.yaml', 'a:\n  b: 1\n  list:\n    - x\n    - y\n')
    expect(lineOf(['a', 'b'])).toBe(2)
    expect(lineOf(['a', 'list', 1])).toBe(5)
    expect(lineOf(['a', 'missing', 'deeper'])).toBe(1)
  })

  it('that cannot be read says where, and nothing else', () => {
    const { value, faults } = readYamlFile('damaged.yaml', 'a: 1\nb: [\n')
    expect(value).toBeUndefined()
    expect(faults).toEqual([{ line: 2, name: 'unclosed', values: { mark: '[' } }])
  })

  it('that was compiled is what it says, with its lines, and whatever has changed since is parsed', () => {
    const text = 'steps:\n  a: { type: text }\n  b: [x, "y"]\n'
    const compiled = JSON.parse(JSON.stringify(compileYaml([text, 'b: [\n']))) as Record<string, unknown>
    const [[digest, value]] = Object.entries(compiled) as [[string, object]]
    expect(Object.values(compiled)).toEqual([{ steps: { a: { type: 'text' }, b: ['x', 'y'] } }])
    useCompiledYaml({ [digest]: { ...value, isCompiled: true } })
    const read = readYamlFile('compiled.yaml', text)
    expect([read.value, read.faults, read.lineOf(['steps', 'b'])]).toEqual([{ ...value, isCompiled: true }, [], 3])
    expect(readYamlFile('compiled.yaml', `${text}c: 1\n`).value).toMatchObject({ c: 1 })
    useCompiledYaml({})
  })
})
