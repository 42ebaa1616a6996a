// Media: what is uploaded and downloaded. The stand-in's media are not encrypted.

import { Model } from './model.js'
import { define } from './registry.js'

const encodeB64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))

class OpaqueData {
  constructor(blob) {
    this.blob = blob
  }

  static async createFromData(data, mimetype) {
    return new OpaqueData(data instanceof OpaqueData ? data.blob : new Blob([data], { type: mimetype }))
  }

  get type() {
    return this.blob.type
  }

  url() {
    return URL.createObjectURL(this.blob)
  }

  formData() {
    return this.blob
  }

  autorelease() {}
}

class MediaData extends Model {
  toJSON() {
    const { mediaBlob, renderableUrl, ...attributes } = this
    return attributes
  }
}

class MediaObject {
  contentInfo = {}

  constructor(filehash) {
    this.filehash = filehash
  }

  consolidate({ type, size }) {
    Object.assign(this, { type, size })
  }
}

const blobs = new Map()
const objects = new Map()

function mediaType(mimetype, { asSticker, asDocument, isPtt }) {
  if (asSticker) return 'sticker'
  const kind = mimetype.split('/')[0]
  if (asDocument || !['image', 'video', 'audio'].includes(kind)) return 'document'
  return kind === 'audio' && isPtt ? 'ptt' : kind
}

async function prepare({ blob }, params) {
  const filehash = encodeB64(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))
  blobs.set(filehash, blob)
  return new MediaData({
    type: mediaType(blob.type, params),
    isGif: Boolean(params.asGif),
    mimetype: blob.type,
    filehash,
    size: blob.size,
    mediaBlob: new OpaqueData(blob),
  })
}

async function upload(blob) {
  const response = await fetch('/media', { method: 'POST', body: blob, headers: { 'content-type': blob.type } })
  if (!response.ok) throw new Error(`upload failed: ${response.status}`)
  const stored = await response.json()
  const url = new URL(stored.directPath, location.href).href
  return { ...stored, url, mmsUrl: url, deprecatedMms3Url: url, uploadHash: stored.encFilehash }
}

const uploadMedia = async ({ mediaObject }) => ({ mediaEntry: await upload(blobs.get(mediaObject.filehash)) })

function getOrCreateMediaObject(filehash) {
  if (!objects.has(filehash)) objects.set(filehash, new MediaObject(filehash))
  return objects.get(filehash)
}

async function downloadAndMaybeDecrypt({ directPath }) {
  const response = await fetch(directPath)
  if (!response.ok) throw Object.assign(new Error(`download failed: ${response.status}`), { status: response.status })
  return response.arrayBuffer()
}

define({
  WAWebMediaOpaqueData: OpaqueData,
  WAWebPrepRawMedia: {
    prepRawMedia: (opaque, params) => ({ waitForPrep: () => prepare(opaque, params) }),
  },
  WAWebMediaStorage: { getOrCreateMediaObject },
  WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
  WAWebMediaDataUtils: { shouldUseMediaCache: () => false },
  WAWebMediaMmsV4Upload: {
    uploadMedia,
    uploadUnencryptedMedia: uploadMedia,
  },
  WAWebUploadManager: { encryptAndUpload: ({ blob }) => upload(blob) },
  WAWebStartMediaUploadQpl: { startMediaUploadQpl: () => ({}) },
  WAWebDownloadManager: { downloadManager: { downloadAndMaybeDecrypt } },
})
