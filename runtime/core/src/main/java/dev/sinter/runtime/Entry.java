package dev.sinter.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An executable together with the state that it reads and updates: what a user of an artefact calls.
 *
 * <p>Its arguments are the inputs that are not state, its results the outputs that do not update state, both in the order of
 * the signature. Calls of one entry take turns.
 */
public final class Entry {
    private static final int IN_STATE = -1;

    private final Executable executable;
    private final State state;
    private final List<Signature.Parameter> arguments = new ArrayList<>();
    private final List<Signature.Result> results = new ArrayList<>();
    /** The argument that is input {@code i}, or {@link #IN_STATE}; and likewise the result that is output {@code i}. */
    private final int[] argumentOf;
    private final int[] resultOf;
    /** The state's tensor for each input that is state. */
    private final @Nullable Buffer[] kept;
    private final @Nullable Buffer[] inputs;
    private final @Nullable Buffer[] outputs;
    private final boolean updates;

    /** {@link IllegalArgumentException} where the state lacks a tensor or has it with another dtype or rank. */
    public Entry(Executable executable, State state) {
        this.executable = executable;
        this.state = state;
        Signature signature = executable.signature();
        argumentOf = new int[signature.inputs().size()];
        resultOf = new int[signature.outputs().size()];
        kept = new Buffer[argumentOf.length];
        inputs = new Buffer[argumentOf.length];
        outputs = new Buffer[resultOf.length];
        for (int i = 0; i < argumentOf.length; i++) {
            Signature.Parameter input = signature.inputs().get(i);
            argumentOf[i] = input.state() ? IN_STATE : arguments.size();
            if (input.state()) {
                kept[i] = fromState(signature, input);
            } else {
                arguments.add(input);
            }
        }
        boolean anyUpdate = false;
        for (int i = 0; i < resultOf.length; i++) {
            Signature.Result output = signature.outputs().get(i);
            boolean isState = output.updates() != Signature.NOTHING && signature.inputs().get(output.updates()).state();
            anyUpdate |= isState;
            resultOf[i] = isState ? IN_STATE : results.size();
            if (!isState) {
                results.add(output);
            }
        }
        updates = anyUpdate;
    }

    private Buffer fromState(Signature signature, Signature.Parameter input) {
        Buffer tensor = state.get(input.name());
        if (tensor == null) {
            throw new IllegalArgumentException(
                    signature.entry() + " needs the state " + input.name() + ": " + input.type()
                            + ", but the state has only " + state.names());
        }
        if (tensor.dtype() != input.type().dtype() || tensor.rank() != input.type().shape().rank()) {
            throw new IllegalArgumentException(
                    signature.entry() + " needs the state " + input.name() + " as " + input.type()
                            + ", but it is " + tensor.typeText());
        }
        return tensor;
    }

    public Signature signature() {
        return executable.signature();
    }

    public State state() {
        return state;
    }

    /** The inputs that a call must give. */
    public List<Signature.Parameter> arguments() {
        return List.copyOf(arguments);
    }

    /** The outputs that a call gives back. */
    public List<Signature.Result> results() {
        return List.copyOf(results);
    }

    /**
     * Computes the results, and updates the state. Buffers in {@code results} are overwritten where they fit and replaced where
     * not, as {@link Executable#run} says; a call whose results all fit allocates nothing.
     */
    public synchronized void call(@Nullable Buffer[] arguments, @Nullable Buffer[] results) {
        requireCount("arguments", arguments.length, this.arguments.size());
        requireCount("results", results.length, this.results.size());
        long stamp = state.lock(updates);
        try {
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = argumentOf[i] == IN_STATE ? kept[i] : arguments[argumentOf[i]];
            }
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = resultOf[i] == IN_STATE ? null : results[resultOf[i]];
            }
            executable.run(inputs, outputs);
            for (int i = 0; i < outputs.length; i++) {
                if (resultOf[i] != IN_STATE) {
                    results[resultOf[i]] = outputs[i];
                }
            }
        } finally {
            Arrays.fill(inputs, null);
            Arrays.fill(outputs, null);
            state.unlock(stamp);
        }
    }

    private void requireCount(String what, int came, int needed) {
        if (came != needed) {
            throw new IllegalArgumentException(
                    signature().entry() + " has " + needed + " " + what + ", not " + came + "; it is " + signature());
        }
    }

    /** Computes the results for arguments given by name; an unknown or missing name is an {@link IllegalArgumentException}. */
    public Map<String, Buffer> call(Map<String, Buffer> named) {
        @Nullable Buffer[] given = new Buffer[arguments.size()];
        for (int i = 0; i < given.length; i++) {
            given[i] = named.get(arguments.get(i).name());
        }
        for (String name : named.keySet()) {
            if (!hasArgument(name)) {
                throw new IllegalArgumentException(
                        signature().entry() + " has no input '" + name + "'; it is " + signature());
            }
        }
        @Nullable Buffer[] computed = new Buffer[results.size()];
        call(given, computed);
        Map<String, Buffer> byName = new LinkedHashMap<>();
        for (int i = 0; i < computed.length; i++) {
            Buffer result = computed[i];
            if (result != null) {
                byName.put(results.get(i).name(), result);
            }
        }
        return byName;
    }

    private boolean hasArgument(String name) {
        for (Signature.Parameter argument : arguments) {
            if (argument.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
