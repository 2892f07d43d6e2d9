package dev.sinter;

import dev.sinter.ir.Diagnostic;
import java.util.Map;

/** Something with named tensors that live from call to call: a module, an optimiser. */
public interface Stateful {
    /** The tensors by name, over the storages that are used. */
    Map<String, Tensor> stateDict();

    /** Overwrites the tensors; missing, unexpected and mis-shaped names are refused together, and then nothing has changed. */
    default void loadStateDict(Map<String, Tensor> saved) {
        throw new Diagnostic(
                "loadStateDict: " + getClass().getName() + " has none; override it to load what was saved");
    }
}
