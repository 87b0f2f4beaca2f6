"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const filters = one("#filters"), theme = one("#theme"), root = document.documentElement;
  filters.hidden = false;
  theme.hidden = false;
  const findings = all(".finding").map((element) => ({
    element, text: element.textContent.toLowerCase(), rule: element.closest(".group").dataset.rule,
  }));
  const update = () => {
    const words = one("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(all("[name=severity]:checked", filters).map((box) => box.value));
    const advice = one("#advice"), rule = one("#rule").value;
    let shown = 0;
    for (const { element, text, rule: own } of findings) {
      const wanted = severities.has(element.dataset.severity) && (!rule || rule === own)
        && (!advice || advice.checked || element.dataset.kind !== "advice") && words.every((word) => text.includes(word));
      element.hidden = !wanted;
      shown += wanted;
    }
    for (const group of all(".group")) group.hidden = !group.querySelector(".finding:not([hidden])");
    one("#shown").textContent = `${shown.toLocaleString()} of ${findings.length.toLocaleString()}`;
    one("#nothing").hidden = shown > 0 || !findings.length;
  };
  filters.addEventListener("input", update);
  filters.addEventListener("submit", (event) => event.preventDefault());
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", open);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])").filter((each) => !each.hidden);
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
  });
  update();
  open();
})();
