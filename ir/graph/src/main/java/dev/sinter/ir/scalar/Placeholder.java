package dev.sinter.ir.scalar;

/** Keeps this package exportable until its first class arrives; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
