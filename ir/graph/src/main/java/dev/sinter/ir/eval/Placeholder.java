package dev.sinter.ir.eval;

/** Keeps this package exportable until its first class arrives; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
