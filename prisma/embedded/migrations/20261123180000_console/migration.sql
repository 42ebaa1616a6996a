-- Derived from prisma/migrations/20261123180000_console by `npm run generate`: do not edit.

ALTER TABLE "sessions" ADD COLUMN "memoryBytes" BIGINT;

CREATE INDEX "chats_sessionId_unreadCount_idx" ON "chats" ("sessionId", "unreadCount");
