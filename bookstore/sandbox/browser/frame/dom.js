// DOM, tersely.

/** @type {(tag: string, attributes?: Bag, ...children: (Node | string | null)[]) => any} */
const h = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null)
      node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
};

/** @type {(path: string, width: number, height: number) => SVGElement} */
const icon = (path, width, height) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [name, value] of Object.entries({
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.5,
    "aria-hidden": "true",
  })) {
    svg.setAttribute(name, String(value));
  }
  const shape = document.createElementNS(space, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
};
const CARD_OUTLINE =
  "M4 1.75h22a2.5 2.5 0 0 1 2.5 2.5v13.5a2.5 2.5 0 0 1-2.5 2.5H4a2.5 2.5 0 0 1-2.5-2.5V4.25" +
  "A2.5 2.5 0 0 1 4 1.75Z";
const CARD_ICON = `${CARD_OUTLINE}M1.5 7.5h27M5.5 15h6`;
const CVC_ICON = `${CARD_OUTLINE}M1.5 6.5h27M16 14.5h1m3 0h1m3 0h1`;
const LEAVING_ICON = `${CARD_OUTLINE}M9.5 11h10.5m-4-4 4 4-4 4`;
const BANK_ICON = "M3.5 8.5 15 2l11.5 6.5ZM7 9v8m5.3-8v8m5.4-8v8M23 9v8M3.5 20h23";
const CHEVRON = "m2 4.5 4.5 4.5L11 4.5";
