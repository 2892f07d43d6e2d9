package dev.sinter.nn;

import dev.sinter.Tensor;

/** How a loss combines its elements. */
public enum Reduction {
    NONE,
    MEAN,
    SUM;

    Tensor of(Tensor elements) {
        return switch (this) {
            case NONE -> elements;
            case MEAN -> elements.mean();
            case SUM -> elements.sum();
        };
    }
}
