// Whether the browser may throw away what this page keeps: without a promise it does so when the telephone is full, and Safari
// (iOS, macOS) after seven days in which the page was not opened, unless it stands on the home screen.

export const NOT_LASTING = "浏览器没有答应长期保存本页的内容：手机存满时，或（苹果手机）七天没有打开本页时，未发送的可能被清掉。"
  + "请把本页“添加到主屏幕”，从那里打开，并尽早发送。";

// Asks for the promise where it was not given before. A browser that knows no such promise has given none.
export async function isLasting() {
  const { storage } = navigator;
  if (!storage?.persist) return false;
  return await storage.persisted() || await storage.persist();
}
