package dev.sinter.ir.kernel;

import dev.sinter.types.Dim;

/** A condition on loop coordinates: {@code 0 <= value < bound}. */
public record Guard(Dim value, Dim bound) {
    @Override
    public String toString() {
        return "0 <= " + value + " < " + bound;
    }
}
