/**
 * Bounds of one transaction, in milliseconds. A group of ingest takes some hundred milliseconds at most, so these are
 * reached only if the database hangs; then the caller hears of it instead of waiting for ever.
 */
export const TRANSACTION_OPTIONS = { maxWait: 30_000, timeout: 30_000 }

/** The same for a migration, which a large table may keep busy for hours. */
export const LONG_TRANSACTION_OPTIONS = { maxWait: 30_000, timeout: 24 * 60 * 60_000 }
