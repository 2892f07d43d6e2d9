package dev.sinter.compiler.driver;

/** Keeps this package exportable until its first class arrives; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
