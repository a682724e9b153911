declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  /** Draws the documentation of an API. The options: https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/ */
  export default function SwaggerUI(options: {
    url: string;
    dom_id: string;
    deepLinking?: boolean;
    docExpansion?: "list" | "full" | "none";
    defaultModelsExpandDepth?: number;
    defaultModelExpandDepth?: number;
    persistAuthorization?: boolean;
    validatorUrl?: string | null;
  }): void;
}
