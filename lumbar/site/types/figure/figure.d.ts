// What pages load as figure/figure.js is built from these modules (settings.STATICFILES_DIRS says where it lies).
export * from "../../../figure/browser/index.js";
