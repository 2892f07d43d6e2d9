package dev.sinter.nn;

import dev.sinter.Tensor;

/** How a loss combines its elements. */
public enum Reduction {
    NONE,
    MEAN,
    SUM,
    /** The sum over the size of the first axis. */
    BATCH_MEAN;

    Tensor of(Tensor elements) {
        return switch (this) {
            case NONE -> elements;
            case MEAN -> elements.mean();
            case SUM -> elements.sum();
            case BATCH_MEAN -> (elements.rank() < 2 ? elements : elements.flatten(1).sum(1)).mean();
        };
    }
}
