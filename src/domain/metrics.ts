/** Everything that is counted, with what it means; /metrics shows each as `wagraph_<name>_total`. */
export const COUNTERS = {
  messages_stored: 'Messages stored, by origin.',
  status_skipped: 'Messages of status@broadcast, skipped on purpose.',
  events_committed: 'Rows written to the event log, by type.',
  events_pruned: 'Events deleted from the log: older, or more, than the retention keeps.',
  ingest_failures: 'Groups of engine events whose commit failed and was tried again.',
  changes_dropped: 'Changes of messages that are not known, given up because too many wait; each is in the log.',
  engine_closed: 'Connections that ended by themselves, by reason.',
  engine_event_failures: 'Events of an engine that could not be understood; each is an error in the log.',
  probe_failures: 'Probes of a connection that found it dead.',
  sends: 'Messages sent, by outcome.',
  wakeup_failures: 'Wake-ups that could not be published; subscribers find the events by polling.',
  slow_consumers: 'Sockets closed with 4290 because their reader was too slow.',
  masked_errors: 'Errors that clients saw as INTERNAL_SERVER_ERROR; each is in the log by its reference.',
  http_refused: 'Requests refused before GraphQL, by reason.',
} as const

export type CounterName = keyof typeof COUNTERS

/** Counts things; labels are few and their values bounded. */
export interface Metrics {
  count(name: CounterName, labels?: Readonly<Record<string, string>>, by?: number): void
}
