package dev.sinter.compiler.cpu;

import java.util.Arrays;

/**
 * A generated class.
 *
 * @param name  the binary name, with dots
 * @param bytes the class file
 */
public record ClassFile(String name, byte[] bytes) {
    /** Where it lies in a jar: {@code dev/sinter/Predict.class}. */
    public String path() {
        return name.replace('.', '/') + ".class";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassFile that && name.equals(that.name) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return name + ": " + bytes.length + " bytes";
    }
}
