package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MessagesTest {
    @Test
    @DisplayName("what the JDK says with a file's name alone becomes a sentence")
    void files() {
        assertThat(Messages.of(new NoSuchFileException("a"))).isEqualTo("there is no file 'a'");
        assertThat(Messages.of(new AccessDeniedException("a")))
                .isEqualTo("'a' may not be read or written by this user");
        assertThat(Messages.of(new FileSystemException("a", null, "No space left on device")))
                .isEqualTo("'a': No space left on device");
        assertThat(Messages.of(new InvalidPathException("a\0", "Nul character not allowed")))
                .isEqualTo("'a\0' cannot be the name of a file");
        assertThat(Messages.of(new UncheckedIOException(new IOException("short")))).isEqualTo("short");
        assertThat(Messages.of(new UncheckedIOException("the folder is full", new IOException("short"))))
                .isEqualTo("the folder is full");
    }

    @Test
    @DisplayName("a malformed system property is the user's mistake, also where a class reads it first")
    void properties() {
        assertThat(Messages.of(new ExceptionInInitializerError(new IllegalArgumentException("sinter.debug: 'x'"))))
                .isEqualTo("sinter.debug: 'x'");
    }

    @Test
    @DisplayName("too little memory or stack says which option gives more")
    void limits() {
        assertThat(Messages.of(new OutOfMemoryError("Java heap space")))
                .isEqualTo("not enough memory (Java heap space); give the JVM more with SINTER_JAVA_OPTS=-Xmx8g");
        assertThat(Messages.of(new StackOverflowError())).contains("SINTER_JAVA_OPTS=-Xss64m");
    }

    @Test
    @DisplayName("what is nobody's mistake but ours says so in one line")
    void faults() {
        assertThat(Messages.of(new IllegalStateException("lost"))).startsWith(
                "this is a fault in sinter, not in what you typed: java.lang.IllegalStateException: lost at "
                        + MessagesTest.class.getName());
    }
}
