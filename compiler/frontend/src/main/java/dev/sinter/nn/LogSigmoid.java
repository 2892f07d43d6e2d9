package dev.sinter.nn;

import dev.sinter.Tensor;

/** The logarithm of the sigmoid. */
public final class LogSigmoid extends Module {
    public LogSigmoid() {}

    @Override
    public Tensor forward(Tensor x) {
        return Functional.logSigmoid(x);
    }
}
