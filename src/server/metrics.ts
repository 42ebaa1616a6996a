import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { toError } from '../domain/errors'
import type { Logger } from '../domain/logger'
import { COUNTERS, type CounterName, type Metrics } from '../domain/metrics'

interface Series {
  labels: string
  value: number
}

/**
 * Counts for Prometheus: the process's own metrics, `wagraph_<name>_total` for every counter, and gauges.
 *
 * Counters are kept here and not in prom-client because that one wants every label's name when a counter is made and
 * throws on others; counting must never throw.
 */
export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry()
  readonly #counters = new Map<CounterName, Map<string, Series>>()
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
    collectDefaultMetrics({ register: this.#registry })
  }

  count(name: CounterName, labels: Readonly<Record<string, string>> = {}, by = 1): void {
    const counter = this.#counters.get(name) ?? new Map<string, Series>()
    this.#counters.set(name, counter)
    const text = labelText(labels)
    const series = counter.get(text) ?? { labels: text, value: 0 }
    counter.set(text, series)
    series.value += by
  }

  /**
   * Adds a value that is read at every scrape; where reading fails it is NaN and the log says why.
   *
   * @param name - without the prefix `wagraph_`
   */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const logger = this.#logger
    new Gauge({
      name: `wagraph_${name}`,
      help,
      registers: [this.#registry],
      async collect() {
        try {
          this.set(await read())
        } catch (error) {
          logger.warn({ err: toError(error), gauge: name }, 'a gauge could not be read')
          this.set(NaN)
        }
      },
    })
  }

  /** What has been counted under the name, over all labels or under exactly these. */
  value(name: CounterName, labels?: Readonly<Record<string, string>>): number {
    const counter = this.#counters.get(name)
    if (labels) return counter?.get(labelText(labels))?.value ?? 0
    return [...(counter?.values() ?? [])].reduce((sum, series) => sum + series.value, 0)
  }

  /** The media type of `text`. */
  get contentType(): string {
    return this.#registry.contentType
  }

  /** Everything in Prometheus' text format. */
  async text(): Promise<string> {
    const names = Object.keys(COUNTERS) as CounterName[]
    return (await this.#registry.metrics()) + names.map((name) => this.#counterText(name)).join('')
  }

  #counterText(name: CounterName): string {
    const full = `wagraph_${name}_total`
    // A counter that has counted nothing yet is shown as 0: a missing series and a zero are different things to alert on.
    const series = [...(this.#counters.get(name)?.values() ?? [{ labels: '', value: 0 }])]
    const lines = series.map(({ labels, value }) => `${full}${labels} ${value}\n`)
    return `# HELP ${full} ${COUNTERS[name]}\n# TYPE ${full} counter\n${lines.join('')}`
  }
}

/** `{a="1",b="2"}`, with names sorted so that the same labels are the same series. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  if (pairs.length === 0) return ''
  return `{${pairs.map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(',')}}`
}

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
