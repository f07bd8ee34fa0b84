/** Of a list in a record those entries that are needed, as a projection. Undefined where it is no list: the database would refuse all that was asked for. */
export const someOf = (list: string, field: string, wanted: readonly string[]) => ({
  $cond: [{ $isArray: `$${list}` }, { $filter: { input: `$${list}`, cond: { $in: [`$$this.${field}`, wanted] } } }, '$$REMOVE'],
})
