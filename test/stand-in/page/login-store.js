// The login of this browser profile, in IndexedDB: on disk before the promise resolves, so that it survives a kill.

const STORE = 'login'

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('stand-in', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function inTransaction(mode, work) {
  const database = await open()
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' })
      const request = work(transaction.objectStore(STORE))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

export const loadLogin = () => inTransaction('readonly', (store) => store.get(STORE))
export const saveLogin = (login) => inTransaction('readwrite', (store) => store.put(login, STORE))
export const deleteLogin = () => inTransaction('readwrite', (store) => store.delete(STORE))
