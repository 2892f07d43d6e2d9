package dev.sinter;

/** A function of one tensor that has a state: what a module is, as far as tracing is concerned. */
public interface TensorFunction extends Stateful {
    Tensor call(Tensor input);
}
