"use strict";
const large = document.querySelector("#large");
for (const button of document.querySelectorAll(".zoom"))
  button.addEventListener("click", () => {
    const [shown, picture] = [large.querySelector("img"), button.querySelector("img")];
    [shown.src, shown.alt] = [picture.src, picture.alt];
    large.showModal();
  });
large.addEventListener("click", event => { if (event.target === large) large.close(); });

const walk = document.querySelector("#walk");
if (walk) {
  const steps = JSON.parse(document.querySelector("#clicks").textContent);
  const part = name => walk.querySelector(name);
  const pictures = document.querySelectorAll("figure img");
  let now = 0;
  const show = () => {
    const step = steps[now], picture = pictures[step.figure];
    part(".count").textContent = step.count;
    part(".told").textContent = step.told;
    [part(".stage img").src, part(".stage img").alt] = [picture.src, picture.alt];
    part(".scene").style.setProperty("--across", picture.closest("figure").style.getPropertyValue("--across"));
    const [left, top, width, height] = step.spot || [0, 0, 0, 0];
    Object.assign(part(".spot").style, {left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%`});
    part(".spot").hidden = !step.spot;
    part(".previous").disabled = now === 0;
    part(".stage").scrollTo(0, 0);
    part(".spot").scrollIntoView({block: "nearest", inline: "center"});
    part(step.spot ? ".spot" : ".next").focus({preventScroll: true});
  };
  const go = by => { now += by; if (now >= steps.length) walk.close(); else show(); };
  document.querySelector("#click").addEventListener("click", () => { now = 0; walk.showModal(); show(); });
  part(".spot").addEventListener("click", event => { event.stopPropagation(); go(1); });
  part(".stage").addEventListener("click", () => {
    part(".spot").classList.remove("missed");
    requestAnimationFrame(() => part(".spot").classList.add("missed"));
  });
  part(".next").addEventListener("click", () => go(1));
  part(".previous").addEventListener("click", () => go(-1));
  part(".close").addEventListener("click", () => walk.close());
  walk.addEventListener("keydown", event => {
    if (event.key === "ArrowRight") go(1);
    if (event.key === "ArrowLeft" && now) go(-1);
  });
}
