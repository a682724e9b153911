// The API's documentation: what `/openapi.json` says, for people to read and to try.

import "swagger-ui-dist/swagger-ui.css";
import "./docs.css";
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

SwaggerUI({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // Routes first: what a body looks like stands at its route.
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  // A key that was typed here is forgotten with the page.
  persistAuthorization: false,
  // Nothing is sent anywhere to be judged.
  validatorUrl: null,
});
