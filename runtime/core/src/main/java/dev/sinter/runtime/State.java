package dev.sinter.runtime;

import dev.sinter.runtime.io.Safetensors;
import dev.sinter.runtime.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The named tensors that live from call to call: weights, and what training keeps beside them.
 *
 * <p>Several {@link Entry entries} may share one. Calls that only read it run side by side; a call that updates it, and
 * loading, run alone.
 */
public final class State {
    private final Map<String, Buffer> tensors;
    private final StampedLock lock = new StampedLock();

    /** A state of these buffers, which are shared, not copied. */
    public State(Map<String, Buffer> tensors) {
        this.tensors = new TreeMap<>(tensors);
    }

    /** The tensors of a safetensors file. */
    public static State load(Path file) throws IOException {
        return new State(Safetensors.read(file));
    }

    /** The names of the tensors, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** The buffer itself, which later calls may update; null where there is none of that name. */
    public @Nullable Buffer get(String name) {
        return tensors.get(name);
    }

    /** Writes all tensors to a safetensors file, whole or not at all. */
    public void save(Path file) throws IOException {
        long stamp = lock.readLock();
        try {
            SafetensorsWriter.write(file, tensors, Map.of());
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /**
     * Overwrites the elements with those of a file that {@link #save} has written; {@link IllegalArgumentException} where the
     * file has other names or types, and then nothing has changed.
     */
    public void restore(Path file) throws IOException {
        Map<String, Buffer> saved = Safetensors.read(file);
        for (Map.Entry<String, Buffer> tensor : tensors.entrySet()) {
            Buffer buffer = saved.get(tensor.getKey());
            if (buffer == null || !buffer.hasTypeOf(tensor.getValue())) {
                throw new IllegalArgumentException(
                        file + " has " + (buffer == null ? "no tensor" : buffer.typeText() + " for") + " '"
                                + tensor.getKey() + "', which is " + tensor.getValue().typeText());
            }
        }
        for (String name : saved.keySet()) {
            if (!tensors.containsKey(name)) {
                throw new IllegalArgumentException(
                        file + " has the tensor '" + name + "', which is no part of this state");
            }
        }
        long stamp = lock.writeLock();
        try {
            for (Map.Entry<String, Buffer> tensor : tensors.entrySet()) {
                Buffer buffer = saved.get(tensor.getKey());
                if (buffer != null) {
                    tensor.getValue().copyFrom(buffer);
                }
            }
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    long lock(boolean forUpdate) {
        return forUpdate ? lock.writeLock() : lock.readLock();
    }

    void unlock(long stamp) {
        lock.unlock(stamp);
    }
}
