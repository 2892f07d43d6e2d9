package dev.sinter;

import java.util.Map;

/** Something with named tensors that live from call to call: a module, an optimiser. */
public interface Stateful {
    /** The tensors by name, over the storages that are used. */
    Map<String, Tensor> stateDict();
}
