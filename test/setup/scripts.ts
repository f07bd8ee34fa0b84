/** Everything of a caking complaint up to its summary, by text alone. */
export const CAKING = [
  '投诉 结块',
  '宏基',
  '张工',
  'PO42.5',
  'HB2611-07 10月28日 昨天',
  '700袋 60袋',
  '工地料棚内',
  '能捏碎 已停用',
  '暂无法提供',
  '底层60袋结块，要求换货',
  '退换货 一般 电话 刚才',
  '前进路12号工地',
] as const

/** What is asked of a colleague after the demand. */
export const FACTS = ['一般 电话 刚才', '前进路12号工地'] as const
