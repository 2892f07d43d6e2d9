package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;

/** A learnt vector for each of a number of things: weight [count, size], standard normal at first. */
public final class Embedding extends Module {
    public final Parameter weight;
    private final long padding;

    public Embedding(long count, long size) {
        this(count, size, -1);
    }

    /** Where {@code padding} is not -1, that row begins as zeros and is not learnt. */
    public Embedding(long count, long size, long padding) {
        if (padding < -1 || padding >= count) {
            throw new Diagnostic("Embedding: there is no row " + padding + " of " + count);
        }
        this.padding = padding;
        weight = new Parameter(Init.normal_(Sinter.empty(count, size), 0, 1));
        if (padding >= 0) {
            Sinter.noGrad(() -> {
                weight.select(0, padding).zero_();
            });
        }
    }

    /** The vectors of these integers, as a new last axis. */
    @Override
    public Tensor forward(Tensor index) {
        return padding < 0 ? Functional.embedding(index, weight) : Functional.embedding(index, weight, padding);
    }

    @Override
    protected String describe() {
        return weight.size(0) + ", " + weight.size(1) + (padding < 0 ? "" : ", padding_idx=" + padding);
    }
}
