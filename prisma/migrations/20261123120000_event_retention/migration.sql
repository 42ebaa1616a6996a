-- Retention: how far each session's event log was at some times, by which events are pruned by age, and up to where
-- it was pruned.
CREATE TABLE `event_marks` (
    `sessionId` VARCHAR(40) NOT NULL,
    `seq` INTEGER NOT NULL,
    `at` BIGINT NOT NULL,
    PRIMARY KEY (`sessionId`, `seq`),
    CONSTRAINT `event_marks_sessionId_fkey` FOREIGN KEY (`sessionId`) REFERENCES `sessions` (`id`)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

ALTER TABLE `sessions` ADD COLUMN `prunedSeq` INTEGER NOT NULL DEFAULT 0;
