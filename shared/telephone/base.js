// A database of the browser (IndexedDB) with transactions that are whole or nothing: many tabs and a worker share one.

export const answered = asked => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

// `lay` makes the stores of a new base. Somebody else may need the place for a newer version: "base-renewed" is heard then.
export function openBase(name, version, lay) {
  let opened = null;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, version);
      asked.onupgradeneeded = () => lay(asked.result);
      asked.onsuccess = () => {
        const base = asked.result;
        // Somebody empties the telephone, or a newer version of this page needs the place.
        base.onclose = () => { opened = null; };
        base.onversionchange = ({ newVersion }) => {
          base.close();
          opened = null;
          if (newVersion) self.dispatchEvent(new Event("base-renewed"));
        };
        resolve(base);
      };
      asked.onerror = () => reject(asked.error);
    });
    opened.catch(() => { opened = null; });
    return opened;
  }

  // Do `work` with these stores in one transaction; what it returns is given when the transaction is complete.
  async function within(names, mode, work) {
    const base = await open();
    const transaction = base.transaction(names, mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
    });
    done.catch(() => {});
    const stores = Object.fromEntries(names.map(each => [each, transaction.objectStore(each)]));
    let result;
    try {
      result = await work(stores);
    } catch (failure) {
      try { transaction.abort(); } catch { /* it is over already */ }
      throw failure;
    }
    await done;
    return result;
  }

  return {
    read: (names, work) => within(names, "readonly", work),
    write: (names, work) => within(names, "readwrite", work),
    // Nothing of anybody stays.
    async empty() {
      if (opened) (await opened).close();
      opened = null;
      await answered(indexedDB.deleteDatabase(name));
    },
  };
}
