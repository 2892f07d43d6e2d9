/** The command line. */
module dev.sinter.cli {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.types;
    requires transitive dev.sinter.ir;
    requires transitive dev.sinter.runtime;
    requires transitive dev.sinter.runtime.cuda;
    requires transitive dev.sinter.frontend;
    requires transitive dev.sinter.compiler;
    requires transitive dev.sinter.samples.digits;
    requires info.picocli;

    exports dev.sinter.cli;
    opens dev.sinter.cli to info.picocli;
}
