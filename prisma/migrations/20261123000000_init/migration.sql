-- The first tables. Written for MySQL 8 and MariaDB 10.6 alike, with the names that Prisma would give.
-- Everything compares byte by byte (ids, and emoji, are equal only to themselves); the few columns that people
-- search and sort by ignore case. prisma/embedded/migrations is derived from this (npm run generate).

CREATE TABLE `workspaces` (
    `id` VARCHAR(40) NOT NULL,
    `name` VARCHAR(255) COLLATE utf8mb4_unicode_ci NOT NULL,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `api_keys` (
    `id` VARCHAR(40) NOT NULL,
    `workspaceId` VARCHAR(40) NOT NULL,
    `name` VARCHAR(255) NOT NULL,
    `hash` CHAR(64) NOT NULL,
    `scopes` VARCHAR(255) NOT NULL,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `revokedAt` DATETIME(3) NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `api_keys_hash_key` (`hash`),
    INDEX `api_keys_workspaceId_idx` (`workspaceId`),
    CONSTRAINT `api_keys_workspaceId_fkey` FOREIGN KEY (`workspaceId`) REFERENCES `workspaces` (`id`)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `sessions` (
    `id` VARCHAR(40) NOT NULL,
    `workspaceId` VARCHAR(40) NOT NULL,
    `name` VARCHAR(255) COLLATE utf8mb4_unicode_ci NOT NULL,
    `engine` VARCHAR(20) NOT NULL,
    `state` VARCHAR(20) NOT NULL,
    `stateReason` VARCHAR(500) NULL,
    `stateChangedAt` DATETIME(3) NOT NULL,
    `wanted` BOOLEAN NOT NULL DEFAULT false,
    `qrCode` VARCHAR(1000) NULL,
    `qrExpiresAt` DATETIME(3) NULL,
    `pairingCode` VARCHAR(20) NULL,
    `pairingPhone` VARCHAR(20) NULL,
    `meWhatsappId` VARCHAR(100) NULL,
    `mePhone` VARCHAR(20) NULL,
    `meName` VARCHAR(255) NULL,
    `syncPhase` VARCHAR(10) NULL,
    `syncChatsDone` INTEGER NOT NULL DEFAULT 0,
    `syncChatsTotal` INTEGER NULL,
    `syncMessagesStored` INTEGER NOT NULL DEFAULT 0,
    `syncedAt` DATETIME(3) NULL,
    `lastSeq` INTEGER NOT NULL DEFAULT 0,
    `owner` VARCHAR(255) NULL,
    `leaseUntil` BIGINT NULL,
    `fence` INTEGER NOT NULL DEFAULT 0,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`),
    INDEX `sessions_workspaceId_id_idx` (`workspaceId`, `id`),
    CONSTRAINT `sessions_workspaceId_fkey` FOREIGN KEY (`workspaceId`) REFERENCES `workspaces` (`id`)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `contacts` (
    `id` VARCHAR(40) NOT NULL,
    `workspaceId` VARCHAR(40) NOT NULL,
    `sessionId` VARCHAR(40) NOT NULL,
    `whatsappId` VARCHAR(100) NOT NULL,
    `lid` VARCHAR(100) NULL,
    `phone` VARCHAR(20) NULL,
    `name` VARCHAR(255) COLLATE utf8mb4_unicode_ci NOT NULL,
    `savedName` VARCHAR(255) NULL,
    `pushName` VARCHAR(255) NULL,
    `mergedInto` VARCHAR(40) NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `contacts_sessionId_lid_key` (`sessionId`, `lid`),
    UNIQUE INDEX `contacts_sessionId_phone_key` (`sessionId`, `phone`),
    INDEX `contacts_sessionId_whatsappId_idx` (`sessionId`, `whatsappId`),
    INDEX `contacts_sessionId_name_id_idx` (`sessionId`, `name`, `id`),
    CONSTRAINT `contacts_sessionId_fkey` FOREIGN KEY (`sessionId`) REFERENCES `sessions` (`id`)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `chats` (
    `id` VARCHAR(40) NOT NULL,
    `workspaceId` VARCHAR(40) NOT NULL,
    `sessionId` VARCHAR(40) NOT NULL,
    `whatsappId` VARCHAR(100) NOT NULL,
    `kind` VARCHAR(10) NOT NULL,
    `name` VARCHAR(255) COLLATE utf8mb4_unicode_ci NOT NULL,
    `contactId` VARCHAR(40) NULL,
    `unreadCount` INTEGER NOT NULL DEFAULT 0,
    `lastMessageId` VARCHAR(40) NULL,
    `lastActivityAt` DATETIME(3) NOT NULL,
    `archived` BOOLEAN NOT NULL DEFAULT false,
    `pinned` BOOLEAN NOT NULL DEFAULT false,
    `mergedInto` VARCHAR(40) NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `chats_sessionId_whatsappId_key` (`sessionId`, `whatsappId`),
    INDEX `chats_sessionId_lastActivityAt_id_idx` (`sessionId`, `lastActivityAt`, `id`),
    INDEX `chats_contactId_idx` (`contactId`),
    CONSTRAINT `chats_sessionId_fkey` FOREIGN KEY (`sessionId`) REFERENCES `sessions` (`id`)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `messages` (
    `id` VARCHAR(40) NOT NULL,
    `workspaceId` VARCHAR(40) NOT NULL,
    `sessionId` VARCHAR(40) NOT NULL,
    `chatId` VARCHAR(40) NOT NULL,
    `senderId` VARCHAR(40) NULL,
    `fromMe` BOOLEAN NOT NULL,
    `stanzaId` VARCHAR(128) NULL,
    `engineRef` VARCHAR(255) NULL,
    `type` VARCHAR(20) NOT NULL,
    `body` MEDIUMTEXT COLLATE utf8mb4_unicode_ci NULL,
    `sentAt` DATETIME(3) NOT NULL,
    `deliveryState` VARCHAR(10) NULL,
    `failure` VARCHAR(500) NULL,
    `mediaMimeType` VARCHAR(255) NULL,
    `mediaFilename` VARCHAR(255) NULL,
    `mediaSize` INTEGER NULL,
    `latitude` DOUBLE NULL,
    `longitude` DOUBLE NULL,
    `locationName` VARCHAR(500) NULL,
    `quotedStanzaId` VARCHAR(128) NULL,
    `editedAt` DATETIME(3) NULL,
    `revokedAt` DATETIME(3) NULL,
    `idempotencyKey` VARCHAR(255) NULL,
    `contentHash` CHAR(64) NULL,
    PRIMARY KEY (`id`),
    UNIQUE INDEX `messages_sessionId_stanzaId_fromMe_key` (`sessionId`, `stanzaId`, `fromMe`),
    UNIQUE INDEX `messages_sessionId_idempotencyKey_key` (`sessionId`, `idempotencyKey`),
    INDEX `messages_chatId_sentAt_id_idx` (`chatId`, `sentAt`, `id`),
    CONSTRAINT `messages_sessionId_fkey` FOREIGN KEY (`sessionId`) REFERENCES `sessions` (`id`)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `reactions` (
    `messageId` VARCHAR(40) NOT NULL,
    `sender` VARCHAR(40) NOT NULL,
    `sessionId` VARCHAR(40) NOT NULL,
    `emoji` VARCHAR(64) NOT NULL,
    `at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`messageId`, `sender`),
    INDEX `reactions_sessionId_idx` (`sessionId`),
    CONSTRAINT `reactions_sessionId_fkey` FOREIGN KEY (`sessionId`) REFERENCES `sessions` (`id`)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `events` (
    `sessionId` VARCHAR(40) NOT NULL,
    `seq` INTEGER NOT NULL,
    `workspaceId` VARCHAR(40) NOT NULL,
    `type` VARCHAR(30) NOT NULL,
    `origin` VARCHAR(10) NOT NULL,
    `occurredAt` DATETIME(3) NOT NULL,
    `chatId` VARCHAR(40) NULL,
    `messageId` VARCHAR(40) NULL,
    `payload` MEDIUMTEXT NOT NULL,
    PRIMARY KEY (`sessionId`, `seq`),
    CONSTRAINT `events_sessionId_fkey` FOREIGN KEY (`sessionId`) REFERENCES `sessions` (`id`)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
