-- What the console shows of a session: how much memory its browser takes, and its unread messages, which are counted
-- over all of its chats.
ALTER TABLE `sessions` ADD COLUMN `memoryBytes` BIGINT NULL;
CREATE INDEX `chats_sessionId_unreadCount_idx` ON `chats` (`sessionId`, `unreadCount`);
