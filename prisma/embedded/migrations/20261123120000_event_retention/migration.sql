-- Derived from prisma/migrations/20261123120000_event_retention by `npm run generate`: do not edit.

CREATE TABLE "event_marks" (
    "sessionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    PRIMARY KEY ("sessionId", "seq"),
    CONSTRAINT "event_marks_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

ALTER TABLE "sessions" ADD COLUMN "prunedSeq" INTEGER NOT NULL DEFAULT 0;
