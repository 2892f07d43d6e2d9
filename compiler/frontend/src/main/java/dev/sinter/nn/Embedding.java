package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;

/** A learnt vector for each of a number of things: weight [count, size], standard normal at first. */
public final class Embedding extends Module {
    public final Parameter weight;

    public Embedding(long count, long size) {
        weight = new Parameter(Init.normal_(Sinter.empty(count, size), 0, 1));
    }

    /** The vectors of these integers, as a new last axis. */
    @Override
    public Tensor forward(Tensor index) {
        return Functional.embedding(index, weight);
    }

    @Override
    protected String describe() {
        return weight.size(0) + ", " + weight.size(1);
    }
}
