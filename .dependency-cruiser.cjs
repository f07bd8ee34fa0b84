/** Who may import whom (see README, “Architecture”). */
/** Whatever is no layer is a domain. */
const LAYERS =
  'calendar|cases|channels|cli|compose|conversation|customers|database|delivery|dialogue|faults|inlets|jobs|people|reading|reports|simulator|web'
const DOMAIN = `^src/(?!(?:${LAYERS})/)([^/]+)/`
const from = (path, to, comment) => ({ name: comment, severity: 'error', from: { path }, to: { path: to } })

module.exports = {
  forbidden: [
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    from('^src/calendar/', '^src/(?!calendar/)', 'the calendar imports nothing of ours'),
    from('^src/faults/', '^src/(?!faults/)', 'faults and their words import nothing of ours'),
    from(
      '^src/reading/',
      '^src/(?!reading/|faults/|calendar/local-time\\.ts)',
      'reading imports nothing of ours but the local time and the names of faults',
    ),
    from('^src/dialogue/', '^src/(?!dialogue/|reading/|faults/)', 'dialogue imports only reading and faults'),
    from('^src/(?!dialogue/)', '^src/dialogue/inputs/(?!index|singles|kind)', 'a kind of answer is known by the index only'),
    from(
      '^src/(channels|delivery|database)/',
      `${DOMAIN}|^src/(customers|people|conversation|jobs|web|simulator)/`,
      'channels, delivery and database know no domain',
    ),
    from('^src/channels/', '^src/(?!channels/|errors\\.ts)', 'a channel knows the seam and nothing else of ours'),
    {
      name: 'a channel knows no other channel',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/' },
      to: { path: '^src/channels/[^/]+/', pathNot: '^src/channels/($1|wecom-api)/' },
    },
    from(
      '^src/(?!channels/|compose/platforms/|compose/page)',
      '^src/channels/[^/]+/',
      'a channel is more than its seam only in its own file of the composition',
    ),
    from(
      `${DOMAIN}|^src/(customers|people)/`,
      '^src/(channels|web|conversation|jobs|simulator)/',
      'a domain knows no channel, page or conversation',
    ),
    {
      name: 'a domain knows no other domain',
      severity: 'error',
      from: { path: DOMAIN },
      to: { path: DOMAIN, pathNot: '^src/$1/' },
    },
    from(
      '^src/cases/',
      '^src/(?!cases/|calendar/|database/|delivery/|dialogue/|faults/|people/|errors\\.ts|log\\.ts)',
      'the kernel of cases knows no domain, channel, page or conversation',
    ),
    from(
      '^src/inlets/',
      '^src/(?!inlets/|channels/|database/|errors\\.ts|log\\.ts)',
      'the ways in bring messages, whatever becomes of them',
    ),
    from('^src/conversation/', `${DOMAIN}|^src/(customers|jobs|web|simulator)/`, 'conversation gets its actions from app'),
    from(
      '^src/simulator/',
      `${DOMAIN}|^src/(channels|conversation|delivery|dialogue|people|jobs|web)/`,
      'the simulator knows the platform, not the bot',
    ),
    from('^src/(?!compose/platforms\\.ts)', '^src/compose/platforms/(?!platform\\.ts)', 'a platform is known by the list only'),
    {
      name: 'koa only in web and simulator',
      severity: 'error',
      from: { path: '^src/(?!web/|simulator/[^/]+/http|compose/|playground\\.ts)' },
      to: { path: 'node_modules/(koa|@koa)/' },
    },
    { name: 'node-cron only in jobs', severity: 'error', from: { path: '^src/(?!jobs/)' }, to: { path: 'node_modules/node-cron/' } },
    {
      name: 'only main, the command line and the playground import app',
      severity: 'error',
      from: { path: '^src/(?!main\\.ts|playground\\.ts|cli/)' },
      to: { path: '^src/app\\.ts' },
    },
    {
      name: 'one place reads the environment',
      severity: 'error',
      from: { path: '^src/(?!main\\.ts|app\\.ts|cli/|compose/|playground\\.ts)' },
      to: { path: '^src/config\\.ts' },
    },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' } },
}
