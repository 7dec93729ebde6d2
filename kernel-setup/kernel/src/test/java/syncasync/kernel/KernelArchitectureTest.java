package syncasync.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rule of the house for the kernel: of the library it imports one package. */
class KernelArchitectureTest {

    private static final JavaClasses KERNEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("syncasync.kernel");

    @Test
    void of_the_library_the_kernel_imports_host_only() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("syncasync..")
                        .and(not(resideInAnyPackage("syncasync.kernel", "syncasync.host"))))
                .because("the library can then change without a look into the kernel, and runs on other kernels")
                .check(KERNEL);
    }
}
