import { createHash, randomBytes } from 'node:crypto'

import type { MediaFile, MessageFields } from './stand-in'

/** Media files by their direct path, as WhatsApp's media servers hold them (here not encrypted). */
export class MediaStore {
  readonly #files = new Map<string, MediaFile>()

  /** Keeps the file and describes it in the attributes of a media message. */
  describe(file: MediaFile): MessageFields {
    const filehash = createHash('sha256').update(file.data).digest('base64')
    const directPath = `/media/${randomBytes(12).toString('hex')}`
    this.#files.set(directPath, file)
    return {
      directPath,
      filehash,
      encFilehash: filehash,
      mediaKey: randomBytes(32).toString('base64'),
      mediaKeyTimestamp: Math.floor(Date.now() / 1000),
      mimetype: file.mimetype,
      size: file.data.length,
      ...(file.filename ? { filename: file.filename } : {}),
    }
  }

  /** The file, unless it is unknown or expired. */
  get(directPath: string): MediaFile | undefined {
    const file = this.#files.get(directPath)
    return file?.expired ? undefined : file
  }
}
