// Elements out of words: what people typed or the platform told only ever becomes text, never markup.

export function el(tag, told = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(told)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (["checked", "value", "disabled", "multiple"].includes(name)) made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.flat().filter(each => each !== null && each !== undefined && each !== false));
  return made;
}

export const at = id => document.getElementById(id);
export const fill = (place, ...inside) => {
  delete place.dataset.of;
  place.replaceChildren(...inside.flat().filter(Boolean));
};

// Fills a place anew only when what it shows is another: whoever is at a button of it is not pushed off by news that change nothing.
export function refill(place, what, inside) {
  const of = JSON.stringify(what);
  if (place.dataset.of === of) return;
  const held = place.contains(document.activeElement) ? document.activeElement.id : "";
  fill(place, inside());
  place.dataset.of = of;
  if (held) at(held)?.focus();
}

// Says something where it is seen and heard, wherever the page stands.
export function announce(text, { isBad = false } = {}) {
  const place = at("told");
  place.className = isBad ? "told bad" : "told";
  place.textContent = text;
}

export const moment = instant => new Date(instant).toLocaleString("zh-CN",
  { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

// What an `input type=datetime-local` shows and gives, on the telephone's own clock.
export const toLocal = instant => new Date(instant - new Date(instant).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
