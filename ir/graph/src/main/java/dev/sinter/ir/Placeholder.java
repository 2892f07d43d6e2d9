package dev.sinter.ir;

/** Keeps this package exportable until its first class arrives; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
