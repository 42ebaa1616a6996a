-- Derived from prisma/migrations/20261123000000_init by `npm run generate`: do not edit.

CREATE TABLE "workspaces" (
    "id" TEXT NOT NULL,
    "name" TEXT COLLATE NOCASE NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')),
    PRIMARY KEY ("id")
);

CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')),
    "revokedAt" DATETIME,
    PRIMARY KEY ("id"),
    CONSTRAINT "api_keys_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspaces" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys" ("hash");

CREATE INDEX "api_keys_workspaceId_idx" ON "api_keys" ("workspaceId");

CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "name" TEXT COLLATE NOCASE NOT NULL,
    "engine" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "stateReason" TEXT,
    "stateChangedAt" DATETIME NOT NULL,
    "wanted" BOOLEAN NOT NULL DEFAULT false,
    "qrCode" TEXT,
    "qrExpiresAt" DATETIME,
    "pairingCode" TEXT,
    "pairingPhone" TEXT,
    "meWhatsappId" TEXT,
    "mePhone" TEXT,
    "meName" TEXT,
    "syncPhase" TEXT,
    "syncChatsDone" INTEGER NOT NULL DEFAULT 0,
    "syncChatsTotal" INTEGER,
    "syncMessagesStored" INTEGER NOT NULL DEFAULT 0,
    "syncedAt" DATETIME,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "owner" TEXT,
    "leaseUntil" BIGINT,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "createdAt" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')),
    PRIMARY KEY ("id"),
    CONSTRAINT "sessions_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspaces" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "sessions_workspaceId_id_idx" ON "sessions" ("workspaceId", "id");

CREATE TABLE "contacts" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "whatsappId" TEXT NOT NULL,
    "lid" TEXT,
    "phone" TEXT,
    "name" TEXT COLLATE NOCASE NOT NULL,
    "savedName" TEXT,
    "pushName" TEXT,
    "mergedInto" TEXT,
    PRIMARY KEY ("id"),
    CONSTRAINT "contacts_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "contacts_sessionId_lid_key" ON "contacts" ("sessionId", "lid");

CREATE UNIQUE INDEX "contacts_sessionId_phone_key" ON "contacts" ("sessionId", "phone");

CREATE INDEX "contacts_sessionId_whatsappId_idx" ON "contacts" ("sessionId", "whatsappId");

CREATE INDEX "contacts_sessionId_name_id_idx" ON "contacts" ("sessionId", "name", "id");

CREATE TABLE "chats" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "whatsappId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT COLLATE NOCASE NOT NULL,
    "contactId" TEXT,
    "unreadCount" INTEGER NOT NULL DEFAULT 0,
    "lastMessageId" TEXT,
    "lastActivityAt" DATETIME NOT NULL,
    "archived" BOOLEAN NOT NULL DEFAULT false,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "mergedInto" TEXT,
    PRIMARY KEY ("id"),
    CONSTRAINT "chats_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "chats_sessionId_whatsappId_key" ON "chats" ("sessionId", "whatsappId");

CREATE INDEX "chats_sessionId_lastActivityAt_id_idx" ON "chats" ("sessionId", "lastActivityAt", "id");

CREATE INDEX "chats_contactId_idx" ON "chats" ("contactId");

CREATE TABLE "messages" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "senderId" TEXT,
    "fromMe" BOOLEAN NOT NULL,
    "stanzaId" TEXT,
    "engineRef" TEXT,
    "type" TEXT NOT NULL,
    "body" TEXT COLLATE NOCASE,
    "sentAt" DATETIME NOT NULL,
    "deliveryState" TEXT,
    "failure" TEXT,
    "mediaMimeType" TEXT,
    "mediaFilename" TEXT,
    "mediaSize" INTEGER,
    "latitude" REAL,
    "longitude" REAL,
    "locationName" TEXT,
    "quotedStanzaId" TEXT,
    "editedAt" DATETIME,
    "revokedAt" DATETIME,
    "idempotencyKey" TEXT,
    "contentHash" TEXT,
    PRIMARY KEY ("id"),
    CONSTRAINT "messages_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "messages_sessionId_stanzaId_fromMe_key" ON "messages" ("sessionId", "stanzaId", "fromMe");

CREATE UNIQUE INDEX "messages_sessionId_idempotencyKey_key" ON "messages" ("sessionId", "idempotencyKey");

CREATE INDEX "messages_chatId_sentAt_id_idx" ON "messages" ("chatId", "sentAt", "id");

CREATE TABLE "reactions" (
    "messageId" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "emoji" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    PRIMARY KEY ("messageId", "sender"),
    CONSTRAINT "reactions_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "reactions_sessionId_idx" ON "reactions" ("sessionId");

CREATE TABLE "events" (
    "sessionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "occurredAt" DATETIME NOT NULL,
    "chatId" TEXT,
    "messageId" TEXT,
    "payload" TEXT NOT NULL,
    PRIMARY KEY ("sessionId", "seq"),
    CONSTRAINT "events_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
