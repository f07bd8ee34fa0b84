import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface MetricSources {
  oldestDueSeconds(): Promise<number>
  isDatabaseUp(): boolean
}

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics(sources: MetricSources) {
  const registry = new Registry()
  const registers = [registry]
  new Gauge({
    name: 'huisheng_delivery_queue_age_seconds',
    help: 'Age of the oldest delivery that should have been sent',
    registers,
    async collect() {
      this.set(await sources.oldestDueSeconds().catch(() => Number.NaN))
    },
  })
  new Gauge({
    name: 'huisheng_database_up',
    help: '1 while the database answers',
    registers,
    collect() {
      this.set(sources.isDatabaseUp() ? 1 : 0)
    },
  })
  return {
    registry,
    turns: new Counter({ name: 'huisheng_turns_total', help: 'Messages handled', labelNames: ['outcome'], registers }),
    turnSeconds: new Histogram({
      name: 'huisheng_turn_seconds',
      help: 'Time from callback to answer',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    refused: new Counter({
      name: 'huisheng_webhook_refused_total',
      help: 'Webhook calls that were not genuine or not readable',
      labelNames: ['reason'],
      registers,
    }),
    deliveries: new Counter({ name: 'huisheng_deliveries_total', help: 'Deliveries by outcome', labelNames: ['outcome'], registers }),
  }
}
