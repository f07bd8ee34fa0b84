import { describe, expect, it } from 'vitest'
import { readYamlFile } from '../../src/reading/yaml-file.js'

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
})
