package dev.sinter.runtime.cuda;

/** Keeps this package exportable until its first class arrives; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
